/** Everything one thread needs to run passes. */
import { sharedBits } from "./bits.ts";
import { DynamicChains } from "./dynamic-chains.ts";
import { Reporter } from "./findings.ts";
import { Groups } from "./groups.ts";
import { LabelSets } from "./label-sets.ts";
import { Links } from "./links.ts";
import { LinksPass } from "./links-pass.ts";
import { NodesPass } from "./nodes.ts";
import { OrphansPass } from "./orphans.ts";
import type { Pass, PassSpec } from "./pass.ts";
import type { CheckPlan } from "./plan.ts";
import { PropertyChains } from "./property-chains.ts";
import { RelationshipsPass } from "./relationships.ts";
import { ThreadFiles } from "./thread-files.ts";
import { UnitsPass } from "./units-pass.ts";
import { DuplicatesPass, ValuesPass } from "./values-pass.ts";

/** Over records that a layout alone reads. */
const NOTHING: Pass = { range: () => undefined, result: () => undefined };

export class CheckThread {
  readonly plan: CheckPlan;
  readonly files: ThreadFiles;
  readonly report: Reporter;
  readonly chains: Record<"strings" | "arrays" | "nodeLabels", DynamicChains>;
  readonly links: Links;
  readonly labels: LabelSets;
  readonly groups: Groups;
  readonly properties: PropertyChains;

  constructor(plan: CheckPlan) {
    this.plan = plan;
    this.files = new ThreadFiles(plan);
    this.report = new Reporter(plan);
    this.chains = {
      strings: this.#chains("strings"),
      arrays: this.#chains("arrays"),
      nodeLabels: this.#chains("nodeLabels"),
    };
    this.links = new Links(plan);
    this.labels = new LabelSets(plan, this.chains.nodeLabels, this.report);
    this.groups = new Groups(plan, this.files.records("groups"), this.links, this.report);
    this.properties = new PropertyChains(
      plan,
      this.files.records("properties"),
      this.chains,
      this.report,
    );
  }

  #chains(store: "strings" | "arrays" | "nodeLabels"): DynamicChains {
    const reached = this.plan.memory.reached[store];
    return new DynamicChains(store, this.files.records(store), this.plan, reached, this.report);
  }

  /** Chains of a small store, whose reached records only the caller needs. */
  looseChains(store: "schema"): { chains: DynamicChains; reached: Int32Array } {
    const reached = sharedBits(this.plan.stores[store].count);
    const pages = this.files.records(store);
    return { chains: new DynamicChains(store, pages, this.plan, reached, this.report), reached };
  }

  pass(spec: PassSpec): Pass {
    switch (spec.name) {
      case "units": {
        const decoder = this.files.decoder(spec.store);
        return decoder ? new UnitsPass(this, spec.store, decoder) : NOTHING;
      }
      case "nodes":
        return new NodesPass(this);
      case "relationships":
        return new RelationshipsPass(this);
      case "orphans":
        return new OrphansPass(this, spec.store);
      case "links":
        return new LinksPass(this);
      case "values":
        return new ValuesPass(this, spec);
      case "duplicates":
        return new DuplicatesPass(this, spec.hashes);
    }
  }

  close(): void {
    this.files.close();
  }
}
