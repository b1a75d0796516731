/** Proves that a backup is what was written: bytes, log entries, continuity. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { Finding, Verdict } from "../catalogue/outcomes.ts";
import { logName, logVersionOf } from "../log/log-header.ts";
import { NEOSTORE } from "../store/neostore.ts";
import { isNoStoreFile, isTraceOfOpening } from "../store/store-files.ts";
import { readNeostore } from "./backup-state.ts";
import { exists, listFiles } from "./durable.ts";
import { FileHash, firstDifference, type HashedFile } from "./file-hash.ts";
import { locate } from "./locate.ts";
import { type ChainLink, chainOf, logVersions, scanLogFile } from "./log-chain.ts";
import { hashFile, type Manifest, type ManifestFile, manifestOf } from "./manifest.ts";
import { type RunOptions, Tracker } from "./tracker.ts";

export interface VerifyOptions extends RunOptions {
  /** Where the manifest lies; default `holdfast.manifest.json` in the directory. */
  manifestPath?: string;
}

const CHECKED = [
  "SHA-256 of every file against the manifest",
  "every entry of the transaction logs",
  "continuity of transaction ids and log files",
  "the current log version in neostore",
];
const WITHOUT_MANIFEST = CHECKED.slice(1);
const NOT_CHECKED = ["records of the store", "indexes", "label scan store"];

/**
 * Re-reads a backup directory: hashes every file against the manifest, walks every log entry, proves
 * that ids and log files follow each other, and compares neostore's commit pointer with them. Findings
 * name the first damaged byte range as far as it can be known. Writes nothing.
 * @param path a backup directory, or a set of the console; one without a manifest is checked without checksums, and the verdict says so
 * @throws BackupError no-backup, cancelled, io-failure
 */
export async function verify(path: string, options: VerifyOptions = {}): Promise<Verdict> {
  const tracker = new Tracker("full", options);
  tracker.phase("verifying");
  let directory = path;
  let manifestPath: string | undefined;
  let manifest: Manifest | undefined;
  try {
    const located = await locate(path, options.manifestPath).catch((error) => {
      // Where a manifest says that neostore was there, its absence is a finding.
      if (options.manifestPath === undefined) throw error;
      return { directory: path, manifestPath: options.manifestPath };
    });
    directory = located.directory;
    manifestPath = located.manifestPath;
    manifest = await manifestOf(directory, manifestPath);
    if (!manifest && !(await exists(join(directory, NEOSTORE))))
      throw new BackupError("no-backup", { detail: path });
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== "damaged-backup") throw error;
    return verdictOf([{ code: "damaged-backup", message: error.message }], CHECKED);
  }
  try {
    const now = () => manifestOf(directory, manifestPath);
    return await verifyAgainst(directory, manifest, { tracker, signal: options.signal, now });
  } finally {
    tracker.end();
  }
}

const verdictOf = (findings: Finding[], checked: string[]): Verdict => ({
  ok: findings.length === 0,
  checkedAt: Date.now(),
  checked,
  notChecked: checked === CHECKED ? NOT_CHECKED : ["bytes (there is no manifest)", ...NOT_CHECKED],
  findings,
});

export interface VerifyContext {
  tracker: Tracker;
  signal: AbortSignal | undefined;
  /** The manifest as it is by now: while a follower writes here, log files come to it. */
  now?: () => Promise<Manifest | undefined>;
}

export async function verifyAgainst(
  directory: string,
  manifest: Manifest | undefined,
  context: VerifyContext,
): Promise<Verdict> {
  const findings: Finding[] = [];
  const logs = manifest
    ? manifest.logFiles
    : (await logVersions(directory)).map((v) => ({ name: logName(v), bytes: 0, sha256: "" }));
  const { progress } = context.tracker;
  progress.verifiedBytes = 0;
  progress.verifyTotalBytes = 0;
  for (const file of [...(manifest?.files ?? []), ...logs.map((l) => ({ ...l, path: l.name }))])
    progress.verifyTotalBytes += file.bytes;
  const present = await listed(directory, findings);
  const opened = present.some(isTraceOfOpening);
  for (const file of manifest?.files ?? []) {
    const finding = await checkFile(directory, file, opened, context);
    if (finding) findings.push(finding);
  }
  const links: ChainLink[] = [];
  for (const log of logs)
    await checkLog(directory, log, manifest !== undefined, links, findings, context);
  const later = manifest ? await addedSince(manifest, context) : [];
  if (manifest) findings.push(...unknownFiles(present, manifest, later));
  checkChain(links, findings);
  await checkCommitPointer(directory, manifest, links, later, findings);
  return verdictOf(findings, manifest ? CHECKED : WITHOUT_MANIFEST);
}

const advance = ({ tracker }: VerifyContext, bytes: number): void => {
  tracker.progress.verifiedBytes = (tracker.progress.verifiedBytes ?? 0) + bytes;
  tracker.tell();
};

const since = (opened: boolean): string =>
  opened
    ? "; a Neo4j has opened this directory since, an incremental backup takes stock of it anew"
    : "";

async function checkFile(
  directory: string,
  file: ManifestFile,
  opened: boolean,
  context: VerifyContext,
): Promise<Finding | undefined> {
  const { path, bytes, sha256 } = file;
  const found = await stat(join(directory, path)).catch(() => undefined);
  if (!found?.isFile())
    return { code: "missing-file", file: path, message: `${path} is missing${since(opened)}` };
  if (found.size !== bytes)
    return {
      code: "changed-file",
      file: path,
      range: [Math.min(found.size, bytes), Math.max(found.size, bytes)],
      message: `${path} has ${found.size} bytes, but ${bytes} were written${since(opened)}`,
    };
  const now = await hashFile(directory, path, (n) => advance(context, n), context.signal);
  if (now.sha256 === sha256) return undefined;
  return {
    code: "changed-file",
    file: path,
    range: firstDifference(file, now, bytes),
    message: `${path} is not what was written (SHA-256 differs)${since(opened)}`,
  };
}

/** Versions of log files that a follower has begun since. */
async function addedSince(manifest: Manifest, { now }: VerifyContext): Promise<number[]> {
  const listed = new Set(manifest.logFiles.map((l) => l.version));
  const current = await now?.();
  return (current?.logFiles ?? []).map((l) => l.version).filter((v) => !listed.has(v));
}

async function checkLog(
  directory: string,
  log: { name: string; bytes: number; isOpen?: boolean; grows?: boolean } & HashedFile,
  hasManifest: boolean,
  links: ChainLink[],
  findings: Finding[],
  context: VerifyContext,
): Promise<void> {
  const { name } = log;
  if (!(await exists(join(directory, name)))) {
    findings.push({ code: "missing-file", file: name, message: `${name} is missing` });
    return;
  }
  const hash = new FileHash();
  const isOpen = log.isOpen || (log.grows && (await hasGrown(directory, log, context)));
  // Of a file that is added to, what was acknowledged is proved; behind it is what was on its way.
  const upTo = isOpen ? log.bytes : Number.MAX_SAFE_INTEGER;
  let hashed = 0;
  try {
    const scan = await scanLogFile(
      directory,
      name,
      undefined,
      (piece) => {
        hash.update(piece.subarray(0, Math.max(0, upTo - hashed)));
        hashed += piece.length;
        advance(context, piece.length);
      },
      context.signal,
    );
    links.push({ name, version: logVersionOf(name) as number, scan });
    const from = scan.badAt ?? scan.goodEnd;
    const isOnItsWay = isOpen && scan.tail !== "garbage" && scan.goodEnd >= log.bytes;
    if (scan.tail !== "clean" && !isOnItsWay)
      findings.push({
        code: scan.tail === "garbage" ? "bad-log" : "torn-tail",
        file: name,
        range: [from, scan.bytes],
        message: `${name} holds no whole transaction from byte ${from} to ${scan.bytes}${scan.badDetail ? `: ${scan.badDetail}` : ""}`,
      });
    else if (hasManifest && scan.bytes < log.bytes)
      findings.push({
        code: "changed-file",
        file: name,
        range: [scan.bytes, log.bytes],
        message: `${name} has ${scan.bytes} bytes, but ${log.bytes} were written`,
      });
    else if (hasManifest) {
      const found = hash.digest();
      if (found.sha256 !== log.sha256)
        findings.push({
          code: "changed-file",
          file: name,
          range: firstDifference(log, found, Math.min(scan.bytes, upTo)),
          message: `${name} is not what was written (SHA-256 differs)`,
        });
    }
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== "bad-log") throw error;
    findings.push({
      code: "bad-log",
      file: name,
      ...(error.range ? { range: error.range } : {}),
      message: error.message,
    });
  }
}

/** Whether the manifest as it is by now lists more of a file, or says that it is being added to. */
async function hasGrown(
  directory: string,
  { name, bytes }: { name: string; bytes: number },
  { now }: VerifyContext,
): Promise<boolean> {
  const found = await stat(join(directory, name)).catch(() => undefined);
  if (!now || !found || found.size <= bytes) return false;
  const row = (await now())?.logFiles.find((log) => log.name === name);
  return row !== undefined && (row.isOpen === true || row.bytes > bytes);
}

/** All files below the directory; links and devices are a finding. */
async function listed(directory: string, findings: Finding[]): Promise<string[]> {
  try {
    return await listFiles(directory);
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== "damaged-backup") throw error;
    const { message, file } = error;
    findings.push({ code: "unknown-file", message, ...(file ? { file } : {}) });
    return [];
  }
}

function unknownFiles(present: string[], manifest: Manifest, later: number[]): Finding[] {
  const known = new Set([
    ...manifest.files.map((f) => f.path),
    ...manifest.logFiles.map((l) => l.name),
    ...later.map(logName),
  ]);
  return present
    .filter((path) => !known.has(path) && !isNoStoreFile(path))
    .map((file) => ({
      code: "unknown-file" as const,
      file,
      message: `${file} is not in the manifest`,
    }));
}

function checkChain(links: ChainLink[], findings: Finding[]): void {
  for (const [i, link] of links.entries()) {
    const before = links[i - 1];
    if (before && link.version !== before.version + 1)
      findings.push({
        code: "log-gap",
        file: link.name,
        message: `${logName(before.version + 1)} is missing between ${before.name} and ${link.name}`,
      });
  }
  try {
    chainOf(links);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    findings.push({
      code: "log-gap",
      message: error.detail ?? error.message,
      ...(error.file ? { file: error.file } : {}),
      ...(error.range ? { range: error.range } : {}),
    });
  }
}

async function checkCommitPointer(
  directory: string,
  manifest: Manifest | undefined,
  links: ChainLink[],
  later: number[],
  findings: Finding[],
): Promise<void> {
  const newest = links.at(-1);
  try {
    const { logVersion, row } = await readNeostore(directory);
    if (!newest || later.includes(logVersion)) return;
    // Closed cleanly, a Neo4j without check points names the file that it will begin next.
    const isClosed = manifest ? !manifest.logFiles.at(-1)?.grows : logVersion > newest.version;
    const expected = newest.version + (isClosed && !row.hasCheckPoints ? 1 : 0);
    if (logVersion !== expected)
      findings.push({
        code: "changed-file",
        file: NEOSTORE,
        range: [19, 27],
        message: `neostore names log file ${logVersion} as the current one, but it has to be ${expected}; an incremental backup sets it right`,
      });
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    findings.push({ code: error.code, file: NEOSTORE, message: error.message });
  }
}
