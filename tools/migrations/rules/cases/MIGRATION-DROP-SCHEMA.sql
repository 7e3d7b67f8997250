-- @setup
create schema archive;
-- @finding a schema in use
drop schema archive;
-- @clean a schema of this release
create schema fresh;
drop schema fresh;
