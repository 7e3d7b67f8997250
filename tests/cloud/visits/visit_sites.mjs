// All visits, in one run of node:test.
import "./docs.mjs";
import "./dashboard.mjs";
import "./operations.mjs";
