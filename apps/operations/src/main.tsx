import "../../shared-web/styles/site.css";
import "./operations.css";

import { start } from "../../shared-web/web/start";
import { App } from "./app";

void start((client) => <App client={client} />);
