// Only for pages that ask for a fragment: htmx writes the page's path to sessionStorage as soon as it loads.
import htmx from "htmx.org";

htmx.config.historyCacheSize = 0;
htmx.config.historyEnabled = false;
htmx.config.selfRequestsOnly = true;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
