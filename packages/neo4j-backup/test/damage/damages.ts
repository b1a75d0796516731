/** All ways to damage a store, and how one is planted. */
import type { Damage } from "./damage.ts";
import { NODE_DAMAGES } from "./node-damages.ts";
import { PROPERTY_DAMAGES, VALUE_DAMAGES } from "./property-damages.ts";
import { GROUP_DAMAGES, RELATIONSHIP_DAMAGES } from "./relationship-damages.ts";
import { COUNTS_DAMAGES, SCHEMA_DAMAGES, TOKEN_DAMAGES } from "./schema-damages.ts";
import { NoOccasion, StoreEditor } from "./store-editor.ts";

export const DAMAGES: readonly Damage[] = [
  ...NODE_DAMAGES,
  ...RELATIONSHIP_DAMAGES,
  ...GROUP_DAMAGES,
  ...PROPERTY_DAMAGES,
  ...VALUE_DAMAGES,
  ...TOKEN_DAMAGES,
  ...SCHEMA_DAMAGES,
  ...COUNTS_DAMAGES,
];

const TRIES = 5;

/**
 * Damages the store in a directory, the same for the same seed.
 * @throws NoOccasion when the store has nothing that can be damaged so
 */
export function plant(damage: Damage, directory: string, seed: number): void {
  for (let i = 0; ; i++) {
    const editor = new StoreEditor(directory, seed + i * 1_000_003);
    try {
      damage.plant(editor);
      editor.save();
      return;
    } catch (error) {
      if (!(error instanceof NoOccasion) || i === TRIES) throw error;
    }
  }
}
