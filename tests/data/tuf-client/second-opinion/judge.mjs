// SPDX-License-Identifier: GPL-3.0-or-later
// The second opinion: one question a line of standard input as JSON, one answer a line of standard output.
//   {"canonical": "<JSON text>"}                                     -> {"hex": "…"} or {"error": "…"}
//   {"metadata": URL, "targets": URL, "folder": DIR, "paths": […]}   -> {"good": true} or {"error": "…"}
// The folder has "metadata" with root.json in it, and "targets".

import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import path from 'node:path';

// The packages are installed beside this file's copy in the build folder.
const packages = createRequire(path.join(process.argv[2], 'package.json'));
const { Updater } = packages('tuf-js');
const { canonicalize } = packages('@tufjs/canonical-json');

async function judge (question) {
  if ('canonical' in question)
    return { hex: Buffer.from(canonicalize(JSON.parse(question.canonical))).toString('hex') };
  const updater = new Updater({
    metadataDir: path.join(question.folder, 'metadata'),
    metadataBaseUrl: question.metadata,
    targetDir: path.join(question.folder, 'targets'),
    targetBaseUrl: question.targets,
    config: { fetchTimeout: 10000, fetchRetry: 0 },
  });
  await updater.refresh();
  for (const name of question.paths) {
    const info = await updater.getTargetInfo(name);
    if (!info)
      throw new Error(`no target ${name}`);
    await updater.downloadTarget(info);
  }
  return { good: true };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await judge(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error.message ?? error) || 'refused' };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
