/**
 * Reads class names and the message out of a serialised Java exception, without deserialising it.
 * Source: spec section 4. Class descriptors are 0x72 and strings 0x74, each with a `u16` length.
 */
import { u8, u16 } from "../bytes/integers.ts";

const MAGIC = Buffer.from([0xac, 0xed, 0x00, 0x05]);
const CLASS_DESCRIPTOR = 0x72;
const STRING = 0x74;
const MAX_TEXT = 4000;

export interface JavaException {
  /** The exception's own class, fully qualified. */
  className: string;
  /** All classes in order of appearance. */
  classNames: string[];
  message: string;
}

export const isSerialisedJava = (bytes: Buffer): boolean =>
  bytes.length >= MAGIC.length && bytes.subarray(0, MAGIC.length).equals(MAGIC);

const CLASS_NAME = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/;
/** Strings that every exception holds and that are no message: signatures, file and bare names. */
const NO_MESSAGE = /^(\[*L[^ ]*;|\[.*|[\w$<>]+|[\w$]+\.java|[\w$]+(\.[\w$<>]+)+)$/;

const isText = (text: string): boolean => ![...text].some((c) => c < "\t");
/** What a server says is shown on terminals: nothing in it may steer one. */
const plain = (text: string): string => text.replace(/[^\P{Cc}\t\n]/gu, " ");

function textAt(bytes: Buffer, at: number): string | undefined {
  if (at + 3 > bytes.length) return undefined;
  const length = u16(bytes, at + 1);
  const end = at + 3 + length;
  if (length === 0 || end > bytes.length) return undefined;
  return bytes.toString("utf8", at + 3, end);
}

/** Never throws: what cannot be read gives empty texts. */
export function readJavaException(bytes: Buffer): JavaException {
  const classNames: string[] = [];
  let message = "";
  for (let i = MAGIC.length; i < bytes.length; i++) {
    const tag = u8(bytes, i);
    if (tag !== CLASS_DESCRIPTOR && tag !== STRING) continue;
    const text = textAt(bytes, i);
    if (text === undefined) continue;
    if (tag === CLASS_DESCRIPTOR) {
      if (!CLASS_NAME.test(text)) continue;
      classNames.push(text);
    } else if (message === "" && !NO_MESSAGE.test(text) && isText(text))
      message = plain(text.slice(0, MAX_TEXT));
    i += 2 + u16(bytes, i + 1);
  }
  return { className: classNames[0] ?? "", classNames, message };
}
