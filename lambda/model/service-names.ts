/** A service's name in paths: `SVC Transaction` is `svc-transaction`, `PosLog` is `poslog`. */
export function servicePathName(service: string): string {
  return service.toLowerCase().replaceAll(' ', '-');
}

/** The path of a method. */
export function servicePath({
  service,
  method,
}: {
  readonly service: string;
  readonly method: string;
}): string {
  return `/services/${servicePathName(service)}/${method}`;
}

/** A service's name without what may be written differently: blanks, hyphens and case. */
export function plainServiceName(service: string): string {
  return service.toLowerCase().replaceAll(/[\s-]/g, '');
}
