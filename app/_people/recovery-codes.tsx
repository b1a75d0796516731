"use client";
import { useState } from "react";
import { Button } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Checkbox } from "../_ui/field.tsx";

/** The recovery codes, shown this once. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const [kept, setKept] = useState(false);
  return (
    <div className="grid gap-3">
      <p className="text-ink-2">
        Keep these recovery codes where you keep passwords. Each signs you in once when the phone is
        lost. They are not shown again.
      </p>
      <div className="flex items-start gap-2">
        <ul aria-label="Recovery codes" className="grid grid-cols-2 gap-x-6 gap-y-1 font-mono">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <CopyButton text={codes.join("\n")} label="Copy recovery codes" />
      </div>
      <Checkbox
        label="I have kept them"
        checked={kept}
        onChange={(event) => setKept(event.target.checked)}
      />
      <Button className="justify-self-start" look="primary" disabled={!kept} onClick={onDone}>
        Done
      </Button>
    </div>
  );
}
