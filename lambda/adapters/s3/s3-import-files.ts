import type { ImportFiles, StoredFile } from '../../batch-import/ports.ts';
import { AppError } from '../../domain/app-error.ts';
import type { ObjectAnswer, S3Objects } from './s3-objects.ts';

/** Read in one request; the next one is under way while it is worked at. */
const RANGE_BYTES = 4 * 1024 * 1024;
/** A part of a multipart upload has at least 5 MiB, but for the last (S3, "Multipart upload limits"). */
const PART_BYTES = 8 * 1024 * 1024;
const REPORT_TYPE = { 'content-type': 'application/x-ndjson' } as const;

/** The import bucket in S3. Versions are on, so what is read does not change meanwhile. */
export class S3ImportFiles implements ImportFiles {
  readonly #objects: Pick<S3Objects, 'call'>;

  constructor(objects: Pick<S3Objects, 'call'>) {
    this.#objects = objects;
  }

  async find(name: string, version?: string): Promise<StoredFile | undefined> {
    const query = version === undefined ? {} : { query: { versionId: version } };
    const { status, headers } = await this.#objects.call({ method: 'HEAD', key: name, ...query });
    if (status === 404) return undefined;
    const found = headers['x-amz-version-id'];
    return {
      name,
      version: version ?? (typeof found === 'string' ? found : 'null'),
      size: Number(headers['content-length']),
      at: Date.parse(headers['last-modified'] ?? ''),
    };
  }

  async *read(file: Parameters<ImportFiles['read']>[0]): AsyncIterable<Uint8Array> {
    let next = file.size > 0 ? this.#range(file, 0) : undefined;
    for (let start = RANGE_BYTES; next !== undefined; start += RANGE_BYTES) {
      const { bytes } = await next;
      next = start < file.size ? this.#range(file, start) : undefined;
      // Nobody waits for it while the bytes are worked at; whoever asks for it then hears of its failure.
      next?.catch(() => undefined);
      yield bytes;
    }
  }

  async write(name: string, chunks: AsyncIterable<string>): Promise<void> {
    const parts: string[] = [];
    let upload: string | undefined;
    let pieces: Buffer[] = [];
    let length = 0;
    for await (const chunk of chunks) {
      const piece = Buffer.from(chunk);
      pieces.push(piece);
      length += piece.length;
      if (length < PART_BYTES) continue;
      upload ??= await this.#beginUpload(name);
      parts.push(
        await this.#uploadPart(name, { upload, part: parts.length + 1, body: Buffer.concat(pieces) }),
      );
      pieces = [];
      length = 0;
    }
    const rest = Buffer.concat(pieces);
    if (upload === undefined) {
      await this.#objects.call({ method: 'PUT', key: name, headers: REPORT_TYPE, body: rest });
      return;
    }
    if (rest.length > 0)
      parts.push(await this.#uploadPart(name, { upload, part: parts.length + 1, body: rest }));
    await this.#completeUpload(name, upload, parts);
  }

  async remove(name: string): Promise<void> {
    await this.#objects.call({ method: 'DELETE', key: name });
  }

  async #range(file: Parameters<ImportFiles['read']>[0], start: number): Promise<ObjectAnswer> {
    const end = Math.min(start + RANGE_BYTES, file.size) - 1;
    const answer = await this.#objects.call({
      method: 'GET',
      key: file.name,
      query: { versionId: file.version },
      headers: { range: `bytes=${start}-${end}` },
    });
    if (answer.bytes.length !== end - start + 1)
      throw new AppError('INTERNAL', `S3 gave ${answer.bytes.length} bytes of a range of ${end - start + 1}`);
    return answer;
  }

  async #beginUpload(key: string): Promise<string> {
    const query = { uploads: '' };
    const { bytes } = await this.#objects.call({ method: 'POST', key, query, headers: REPORT_TYPE });
    const id = /<UploadId>([^<]+)<\/UploadId>/.exec(bytes.toString())?.[1];
    if (id === undefined) throw new AppError('INTERNAL', 'S3 did not name the upload');
    return id;
  }

  async #uploadPart(
    key: string,
    { upload, part, body }: { readonly upload: string; readonly part: number; readonly body: Buffer },
  ): Promise<string> {
    const query = { partNumber: String(part), uploadId: upload };
    const { headers } = await this.#objects.call({ method: 'PUT', key, query, body });
    return headers.etag ?? '';
  }

  async #completeUpload(key: string, upload: string, etags: readonly string[]): Promise<void> {
    const parts = etags.map(
      (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
    );
    const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
    const { bytes } = await this.#objects.call({ method: 'POST', key, query: { uploadId: upload }, body });
    // It can fail with status 200 (S3, "CompleteMultipartUpload").
    if (bytes.includes('<Error>'))
      throw new AppError('CONTENTION', 'S3 did not end the upload', { retryable: true });
  }
}
