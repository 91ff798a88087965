// What the scripts themselves say, by language. Everything else on a page comes from the server.

const CATALOGUES = {
  en: {
    offline: "Connection lost. Trying again…",
    online: "Connected again.",
    closing: "The server is being closed. This page goes on by itself when it is open again.",
    busy: "The server is busy. Your words are kept and sent again by themselves.",
    unsent: "Not sent: no connection. Try again when it is back.",
    waits: "Not sent: no connection. Your words are kept and sent when it is back.",
    replaced: "Too many pages of yours are open: this one is not kept up to date. Reload it to go on here.",
    failed: "Something went wrong. Nothing was changed; please try again.",
  },
};

const language = document.documentElement.lang.split("-")[0];

export const words = CATALOGUES[language] ?? CATALOGUES.en;
