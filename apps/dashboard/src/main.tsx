import "../../shared-web/styles/site.css";
import "./chat.css";

import { start } from "../../shared-web/web/start";
import { App } from "./app";

void start((client) => <App client={client} />);
