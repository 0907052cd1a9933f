import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Answer {
  id: unknown;
  verdict?: string;
  code?: number;
  error?: string;
}

/** Runs a batch runner as a process. */
export async function runBatch(runner: string, lines: string[]): Promise<Answer[]> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../batch/${runner}`, import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(lines.join('\n'));
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk;
  return text.trimEnd().split('\n').map((line) => JSON.parse(line));
}
