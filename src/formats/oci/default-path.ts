/** Where programs are looked for in images that do not say it (moby, oci/defaults). */
export const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
