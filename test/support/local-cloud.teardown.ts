/** Ends the local system of this jest run, with its folder. */
export default async function tearDown(): Promise<void> {
  await globalThis.millraceLocalRun?.dispose();
}
