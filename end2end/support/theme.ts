// The two themes and what tells them apart.

export type Theme = "light" | "dark";
export const THEMES: readonly Theme[] = ["light", "dark"];

/** `--bg` of each theme. */
export const BACKGROUND: Record<Theme, string> = {
  light: "rgb(246, 248, 250)",
  dark: "rgb(13, 17, 23)",
};
