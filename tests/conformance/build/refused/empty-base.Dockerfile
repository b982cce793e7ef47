ARG a
FROM $a
