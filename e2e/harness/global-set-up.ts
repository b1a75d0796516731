import { enterAsAdministrator } from "./administrator.ts";
import { runSettings } from "./run-settings.ts";

/** Once before all tests, when the shared installation is up: makes its administrator. */
export default async function globalSetUp(): Promise<void> {
  const { baseURL, dataDirectory } = runSettings();
  await enterAsAdministrator(baseURL, dataDirectory);
}
