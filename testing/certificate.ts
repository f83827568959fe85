/**
 * For tests: a certificate that no computer trusts, for `convene.test`, `localhost` and 127.0.0.1, signed by itself as
 * “Quince Street Filter”; good until 2126. Its key is known to everybody.
 */
export const untrusted = {
  cert: `-----BEGIN CERTIFICATE-----
MIIB7DCCAZOgAwIBAgIUak+mpR1jj/EY9FJRs/IYwG4aeiMwCgYIKoZIzj0EAwIw
NjEdMBsGA1UECgwUUXVpbmNlIFN0cmVldCBGaWx0ZXIxFTATBgNVBAMMDGNvbnZl
bmUudGVzdDAgFw0yNjExMjkwOTA3NDFaGA8yMTI2MTEwNTA5MDc0MVowNjEdMBsG
A1UECgwUUXVpbmNlIFN0cmVldCBGaWx0ZXIxFTATBgNVBAMMDGNvbnZlbmUudGVz
dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGmy9betLJLfjT6K82BBsJrpB7ai
yY9m6wQp4oq1feNjhCCJmEuuhazXp+5uwL30tetNpCt2giCvluGUhiZIt8OjfTB7
MB0GA1UdDgQWBBQvPx6r36hI+GBEw/N3Cws+EO7E2TAfBgNVHSMEGDAWgBQvPx6r
36hI+GBEw/N3Cws+EO7E2TAPBgNVHRMBAf8EBTADAQH/MCgGA1UdEQQhMB+CDGNv
bnZlbmUudGVzdIIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49BAMCA0cAMEQCIEUV
xkXt5DbroZNfyPw3K4zfkXs7I/aNlHehYDP2GAUBAiAft1Fj8rfJC/W+axvkCGBo
Io4DL8I7dAtbbVip6QA+dA==
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg43fZBdPq2hvRrAvw
xI/AXc7fq+lBH3xP4BT4tbowxNehRANCAARpsvW3rSyS340+ivNgQbCa6Qe2osmP
ZusEKeKKtX3jY4QgiZhLroWs16fubsC99LXrTaQrdoIgr5bhlIYmSLfD
-----END PRIVATE KEY-----`,
} as const;
