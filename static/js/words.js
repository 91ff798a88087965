// What the scripts themselves say, by language. Everything else on a page comes from the server.

const CATALOGUES = {
  en: {
    offline: "Connection lost. Trying again…",
    online: "Connected again.",
    replaced: "Too many pages of yours are open: this one is not kept up to date. Reload it to go on here.",
    unsent: "Not sent: no connection. Your words are still here; try again.",
    failed: "Something went wrong. Nothing was changed; please try again.",
  },
};

const language = document.documentElement.lang.split("-")[0];

export const words = CATALOGUES[language] ?? CATALOGUES.en;
