// The two themes, chosen as a returning reader has them: by cookie.
import type { BrowserContext } from "@playwright/test";

export type Theme = "light" | "dark";
export const THEMES: readonly Theme[] = ["light", "dark"];

/** `--bg` of each theme. */
export const BACKGROUND: Record<Theme, string> = {
  light: "rgb(246, 248, 250)",
  dark: "rgb(13, 17, 23)",
};

export async function chooseTheme(context: BrowserContext, baseURL: string, theme: Theme): Promise<void> {
  await context.addCookies([{ name: "theme", value: theme, url: baseURL }]);
}
