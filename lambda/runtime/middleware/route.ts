import { AppError } from '../../domain/app-error.ts';
import type { RouteTable } from '../command.ts';
import type { CommandMiddleware } from './command-middleware.ts';

/** Finds the route of the request. Throws NOT_FOUND or METHOD_NOT_ALLOWED, which name what there is. */
export function route(routes: RouteTable): CommandMiddleware {
  return {
    before: ({ event, context }) => {
      const name = `${event.httpMethod} ${event.resource}`;
      const found = routes[name];
      if (found === undefined) {
        context.command.allowed = methodsOf(event.resource, routes);
        throw noRoute(context.command.allowed);
      }
      context.command.route = found;
      context.command.routeName = name;
      context.command.path = decodedPath(event.pathParameters ?? {});
    },
  };
}

function methodsOf(resource: string, routes: RouteTable): readonly string[] {
  return Object.keys(routes).flatMap((name) => {
    const [method = '', path] = name.split(' ');
    return path === resource ? [method] : [];
  });
}

function noRoute(methods: readonly string[]): AppError {
  return methods.length > 0
    ? new AppError('METHOD_NOT_ALLOWED', `this resource has only ${methods.join(', ')}`)
    : new AppError('NOT_FOUND', 'there is no such resource');
}

function decodedPath(parameters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const decoded = Object.entries(parameters).map(([name, value = '']): [string, string] => {
    try {
      return [name, decodeURIComponent(value)];
    } catch {
      throw new AppError('NOT_FOUND', `the path's ${name} is not percent-encoded UTF-8`);
    }
  });
  return Object.fromEntries(decoded);
}
