// Only for pages that ask for a fragment: htmx writes the page's path to sessionStorage as soon as it loads.
import htmx from "htmx.org";

htmx.config.historyCacheSize = 0;
htmx.config.historyEnabled = false;
htmx.config.selfRequestsOnly = true;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;

// What was chosen before this module was there, or the browser filled in again, asks now.
addEventListener("pageshow", () => {
  for (const lista of document.querySelectorAll<HTMLSelectElement>("select[hx-get]")) {
    if (!lista.selectedOptions[0]?.defaultSelected) lista.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
