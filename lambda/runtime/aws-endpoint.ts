/**
 * Where a service is called: the endpoint from AWS_ENDPOINT_URL_<SERVICE> or AWS_ENDPOINT_URL, as the SDK reads them, else the
 * service's own in the function's region.
 */
export function awsEndpoint(
  service: string,
  region: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const configured = environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || environment.AWS_ENDPOINT_URL;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return configured || `https://${service}.${region}.${domain}`;
}
