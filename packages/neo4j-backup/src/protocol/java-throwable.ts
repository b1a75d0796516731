/**
 * Writes an exception as Java serialises it, so that Neo4j's own client understands our failures.
 * Grammar: `AC ED 00 05`, object, class descriptors from the class up to Throwable, then the field
 * values from Throwable down. Stack trace empty, cause the exception itself (Java: "not set").
 * Seen: failures of a real 2.3.3 for the serial version ids. Source: spec section 4.
 */
import { putBig64, putI32, putU16 } from "../bytes/integers.ts";

const MAGIC = [0xac, 0xed, 0x00, 0x05];
const TAG = {
  null: 0x70,
  reference: 0x71,
  classDescriptor: 0x72,
  object: 0x73,
  string: 0x74,
  array: 0x75,
  endBlockData: 0x78,
} as const;
const SERIALIZABLE = 2;
const SERIALIZABLE_WITH_WRITE_METHOD = 3;
const FIRST_HANDLE = 0x7e0000;

interface JavaClass {
  name: string;
  serialVersion: bigint;
  extends: JavaClass | undefined;
  /** Names of fields of one byte each. */
  byteFields?: readonly string[];
}

const javaClass = (
  name: string,
  serialVersion: bigint,
  parent: JavaClass | undefined,
  byteFields?: readonly string[],
): JavaClass => ({
  name,
  serialVersion: BigInt.asIntN(64, serialVersion),
  extends: parent,
  ...(byteFields ? { byteFields } : {}),
});

const throwable = javaClass("java.lang.Throwable", 0xd5c635273977b8cbn, undefined);
const exception = javaClass("java.lang.Exception", 0xd0fd1f3e1a3b1cc4n, throwable);
const runtime = javaClass("java.lang.RuntimeException", 0x9e5f06470a3483e5n, exception);
const io = javaClass("java.io.IOException", 0x6c8073646525f0abn, exception);
const outOfBounds = javaClass("java.lang.IndexOutOfBoundsException", 0x033fc59fdab42b27n, runtime);
const missingLogData = javaClass(
  "org.neo4j.kernel.impl.transaction.log.MissingLogDataException",
  0xc6f954be2bc105a9n,
  io,
);
const comException = javaClass("org.neo4j.com.ComException", 0x4fdac84cd248ae0cn, runtime);

/** The exceptions a backup server answers with, by their simple names. */
export const THROWABLES = {
  NoSuchTransactionException: javaClass(
    "org.neo4j.kernel.impl.transaction.log.NoSuchTransactionException",
    0xb442d56e1d9e1016n,
    missingLogData,
  ),
  IllegalProtocolVersionException: javaClass(
    "org.neo4j.com.IllegalProtocolVersionException",
    0xad5724f1bc33e8c3n,
    comException,
    ["expected", "received"],
  ),
  ArrayIndexOutOfBoundsException: javaClass(
    "java.lang.ArrayIndexOutOfBoundsException",
    0xb8fff521577ea444n,
    outOfBounds,
  ),
  IndexOutOfBoundsException: outOfBounds,
  IllegalArgumentException: javaClass(
    "java.lang.IllegalArgumentException",
    0xb58973d37d668fbcn,
    runtime,
  ),
  IOException: io,
} as const;
export type ThrowableName = keyof typeof THROWABLES;

const stackTrace = javaClass("[Ljava.lang.StackTraceElement;", 0x02462a3c3cfd2239n, undefined);
/** Throwable's fields, in the order they are written; all objects. */
const THROWABLE_FIELDS = [
  ["L", "cause", "Ljava/lang/Throwable;"],
  ["L", "detailMessage", "Ljava/lang/String;"],
  ["[", "stackTrace", "[Ljava/lang/StackTraceElement;"],
  ["L", "suppressedExceptions", "Ljava/util/List;"],
] as const;

const MAX_TEXT_BYTES = 0xffff;

/** `u16 length, bytes`; NUL and characters beyond the basic plane have another form in Java: replaced. */
function text(value: string): Buffer {
  const plain = value.replaceAll("\0", "?").replace(/[\ud800-\udfff]/g, "?");
  const bytes = Buffer.from(plain, "utf8").subarray(0, MAX_TEXT_BYTES);
  const length = Buffer.alloc(2);
  putU16(length, 0, bytes.length);
  return Buffer.concat([length, bytes]);
}
const i32 = (value: number): Buffer => {
  const b = Buffer.alloc(4);
  putI32(b, 0, value);
  return b;
};
const u16 = (value: number): Buffer => {
  const b = Buffer.alloc(2);
  putU16(b, 0, value);
  return b;
};
const byte = (value: number): Buffer => Buffer.from([value & 0xff]);

function describeClass(row: JavaClass, flags: number, fields: Buffer[], parent: Buffer): Buffer {
  const serialVersion = Buffer.alloc(8);
  putBig64(serialVersion, 0, row.serialVersion);
  return Buffer.concat([
    byte(TAG.classDescriptor),
    text(row.name),
    serialVersion,
    byte(flags),
    u16(fields.length),
    ...fields,
    byte(TAG.endBlockData),
    parent,
  ]);
}

function describeChain(row: JavaClass): Buffer {
  if (row.extends) {
    const fields = (row.byteFields ?? []).map((f) => Buffer.concat([Buffer.from("B"), text(f)]));
    return describeClass(row, SERIALIZABLE, fields, describeChain(row.extends));
  }
  const fields = THROWABLE_FIELDS.map(([kind, name, type]) =>
    Buffer.concat([Buffer.from(kind), text(name), byte(TAG.string), text(type)]),
  );
  return describeClass(row, SERIALIZABLE_WITH_WRITE_METHOD, fields, byte(TAG.null));
}

const depth = (row: JavaClass): number => 1 + (row.extends ? depth(row.extends) : 0);

/**
 * @param bytes values of the class's own byte fields, in order
 * @returns the serialisation stream
 */
export function encodeThrowable(
  name: ThrowableName,
  message: string,
  bytes: readonly number[] = [],
): Buffer {
  const row = THROWABLES[name] as JavaClass;
  if (bytes.length !== (row.byteFields?.length ?? 0))
    throw new Error(`${name} has ${row.byteFields?.length ?? 0} byte fields, not ${bytes.length}`);
  // Handles count class descriptors, then the type strings of Throwable's fields, then the object.
  const self = FIRST_HANDLE + depth(row) + THROWABLE_FIELDS.length;
  return Buffer.concat([
    Buffer.from(MAGIC),
    byte(TAG.object),
    describeChain(row),
    byte(TAG.reference),
    i32(self),
    byte(TAG.string),
    text(message),
    byte(TAG.array),
    describeClass(stackTrace, SERIALIZABLE, [], byte(TAG.null)),
    i32(0),
    byte(TAG.null),
    byte(TAG.endBlockData),
    ...bytes.map(byte),
  ]);
}
