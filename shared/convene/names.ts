/** Paths and names of Convene's contract that need no schema; `docs/convene-contract.md`. */
export const restBase = '/api/v1/admin';
export const mcpPath = '/mcp';
export const metadataPath = '/.well-known/oauth-authorization-server';
export const clientId = 'convene-companion';
export const adminScope = 'admin';
/** Session calls name the organization they are about, because one person may manage several. Assumed. */
export const organizationHeader = 'convene-organization';
