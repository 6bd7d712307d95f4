// `make docs-publish` writes the published versions here, newest first; a site that stands alone has none.
var __versions = [];
