import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { PROJECT_ROOT } from './bundling.ts';

/**
 * A handler's code as one file, `index.js`. `entry`: its file below lambda/. All handlers are bundled at once, when the first is asked
 * for: the CDK's own construct starts npm for each function, which is most of the time that a synthesis takes.
 */
export function handlerCode(entry: string): Code {
  return Code.fromAsset(PROJECT_ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked for anything: the bundle is always made here.
      image: DockerImage.fromRegistry('none'),
      // Assets that say the same are taken for the same.
      command: [entry],
      local: {
        tryBundle(folder) {
          bundles ??= bundleAll();
          copyFileSync(path.join(bundles, entry.replace(/ts$/, 'js')), path.join(folder, 'index.js'));
          return true;
        },
      },
    },
  });
}

/** Where this process keeps the bundles of all handlers, as long as it runs. */
let bundles: string | undefined;

function bundleAll(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-bundles-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = path.join(import.meta.dirname, 'bundle-handlers.ts');
  execFileSync(process.execPath, [program, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}
