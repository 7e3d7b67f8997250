-- @setup
create schema archive;
-- @finding a schema in use
alter schema archive rename to attic;
-- @clean a schema of this release
create schema fresh;
alter schema fresh rename to newer;
