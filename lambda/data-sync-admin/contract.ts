/** What every function of this slice reads from its environment. */
export const ADMIN_ENVIRONMENT = ['STAGE', 'SETTINGS_PREFIX'] as const;

/** Parameters of a stage's settings begin with this. */
export function settingsPrefix(stage: string): string {
  return `/millrace/${stage}/data-sync/`;
}

/** Names of a stage's credential maps begin with this. */
export function credentialPrefix(stage: string): string {
  return `millrace/${stage}/`;
}
