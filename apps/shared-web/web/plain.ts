// What a page without an application needs: its looks.
import "../styles/site.css";
import { applyTheme } from "./theme";

applyTheme();
