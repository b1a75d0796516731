/** One way to damage a store. */
import type { InconsistencyKind } from "../../src/catalogue/inconsistencies.ts";
import type { StoreEditor } from "./store-editor.ts";

export interface Damage {
  name: string;
  /** Changes records of a sound store. @throws NoOccasion */
  plant(store: StoreEditor): void;
  /** The kinds that the check must name it by: at least one of them. */
  expect: InconsistencyKind[];
  /** The official checker follows the chain for ever, or until its memory ends. */
  isEndless?: true;
  /** It needs what only Neo4j 2 has. */
  isOf2?: true;
  /** It needs an existence constraint, which 2.2 does not know. */
  isOfExistence?: true;
}

export const damage = (
  name: string,
  plant: Damage["plant"],
  ...expect: InconsistencyKind[]
): Damage => ({ name, plant, expect });

export const of2 = (one: Damage): Damage => ({ ...one, isOf2: true });
export const ofExistence = (one: Damage): Damage => ({ ...one, isOfExistence: true });
export const endless = (one: Damage): Damage => ({ ...one, isEndless: true });
