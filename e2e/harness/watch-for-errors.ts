import type { BrowserContext } from "@playwright/test";

/** Gathers what goes wrong in any page of a context: uncaught errors and errors on the console. */
export function watchForErrors(context: BrowserContext, expected: RegExp[]): string[] {
  const errors: string[] = [];
  const note = (text: string): void => {
    if (!expected.some((pattern) => pattern.test(text))) errors.push(text);
  };
  context.on("weberror", (error) => note(`${error.error().stack ?? error.error()}`));
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      note(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  return errors;
}
