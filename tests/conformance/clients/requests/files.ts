/** What lies in the folder where lines run. */
export const files: Readonly<Record<string, string>> = {
  "file.txt": "hello\n",
  "plain.txt": "no certificate\n",
  "env.list": "FROM_FILE=1\n# a comment\nGIVEN\n",
  "cert.pem": "-----BEGIN CERTIFICATE-----\nMIIBAA==\n-----END CERTIFICATE-----\n",
  "key.pem": "-----BEGIN EC PRIVATE KEY-----\nMIIBAA==\n-----END EC PRIVATE KEY-----\n",
  "plugin/config.json":
    '{"description":"p","entrypoint":["/p"],"interface":{"types":["docker.volumedriver/1.0"],"socket":"p.sock"}}',
  "plugin/rootfs/p": "p",
};
