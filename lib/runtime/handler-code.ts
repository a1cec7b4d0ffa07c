import path from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { BUNDLING } from './bundling.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/**
 * A handler's code as one file, `index.js`. `entry`: its file below lambda/. It is bundled within this process: the CDK's own construct
 * starts npm for each function, which is most of the time that a synthesis takes.
 */
export function handlerCode(entry: string): Code {
  return Code.fromAsset(ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked for anything: the bundle is always made here.
      image: DockerImage.fromRegistry('none'),
      // Assets that say the same are taken for the same.
      command: [entry],
      local: {
        tryBundle(folder) {
          bundle(path.join(ROOT, 'lambda', entry), path.join(folder, 'index.js'));
          return true;
        },
      },
    },
  });
}

function bundle(entry: string, outfile: string): void {
  const { alias, mainFields, ...options } = BUNDLING;
  buildSync({
    ...options,
    mainFields: [...mainFields],
    alias: { ...alias },
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    logLevel: 'warning',
  });
}
