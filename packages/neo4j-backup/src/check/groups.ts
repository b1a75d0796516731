/** Groups of the relationships of dense nodes. */
import { NO_ID } from "../bytes/layout.ts";
import { hasBit, testAndSetBit } from "./bits.ts";
import { chainOf, DIRECTION, DIRECTION_NAMES } from "./chain-sums.ts";
import type { At, Reporter } from "./findings.ts";
import type { Links } from "./links.ts";
import type { CheckPlan } from "./plan.ts";
import type { RecordsOf } from "./thread-files.ts";

/** Record 0 is the store's header. */
const FIRST_GROUP = 1;

export class Groups {
  readonly #plan: CheckPlan;
  readonly #pages: RecordsOf<"groups">;
  readonly #links: Links;
  readonly #report: Reporter;

  constructor(plan: CheckPlan, pages: RecordsOf<"groups">, links: Links, report: Reporter) {
    this.#plan = plan;
    this.#pages = pages;
    this.#links = links;
    this.#report = report;
  }

  /** Follows the groups of one dense node. */
  follow(node: number, first: number): void {
    const owner: At = { store: "nodes", id: node };
    let before: At = owner;
    let lastType = -1;
    for (let id = first; id !== NO_ID; ) {
      const at: At = { store: "groups", id };
      const view = id < FIRST_GROUP ? undefined : this.#pages.at(id);
      if (!view?.inUse) {
        this.#report.add("group-not-in-use", at, { other: before });
        return;
      }
      if (testAndSetBit(this.#plan.memory.reached.groups, id)) {
        this.#report.add("group-used-twice", at, { other: before });
        return;
      }
      const { type, next, firstOut, firstIn, firstLoop } = view;
      if (view.owner !== node)
        this.#report.add("group-of-other-owner", at, { other: owner, value: view.owner });
      if (type <= lastType)
        this.#report.add("group-types-not-ascending", at, { other: owner, value: type });
      const { relationshipType } = this.#plan.tokens;
      if (type >= this.#plan.tokenCounts.relationshipType || !hasBit(relationshipType, type))
        this.#report.add("group-type-unknown", at, { value: type });
      this.#begins(node, at, type, DIRECTION.out, firstOut);
      this.#begins(node, at, type, DIRECTION.in, firstIn);
      this.#begins(node, at, type, DIRECTION.loop, firstLoop);
      lastType = type;
      before = at;
      id = next;
    }
  }

  #begins(node: number, at: At, type: number, direction: 0 | 1 | 2, first: number): void {
    if (first === NO_ID || this.#links.begins(node, first, chainOf(type, direction))) return;
    this.#report.add("group-first-relationship-not-in-use", at, {
      other: { store: "relationships", id: first },
      value: DIRECTION_NAMES[direction],
    });
  }
}
