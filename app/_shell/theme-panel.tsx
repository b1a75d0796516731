"use client";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { Panel } from "../_ui/panel.tsx";

const THEMES = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];
const nothing = () => () => {};

/** Light, dark, or as the system has it. */
export function ThemePanel() {
  const { theme, setTheme } = useTheme();
  const mounted = useSyncExternalStore(
    nothing,
    () => true,
    () => false,
  );
  return (
    <Panel title="Appearance">
      <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
        <legend className="sr-only">Theme</legend>
        {THEMES.map((each) => (
          <label key={each.value} className="flex items-center gap-2">
            <input
              type="radio"
              name="theme"
              value={each.value}
              checked={mounted && theme === each.value}
              onChange={() => setTheme(each.value)}
              className="size-4 accent-accent"
            />
            {each.label}
          </label>
        ))}
      </fieldset>
    </Panel>
  );
}
