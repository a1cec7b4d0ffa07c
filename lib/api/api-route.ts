import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/** One route of the command API and the function that answers it. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As API Gateway writes it: `/catalog/product-specifications/{id}`. */
  readonly path: string;
  readonly function: IFunction;
}
