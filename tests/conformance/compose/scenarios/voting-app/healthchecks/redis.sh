#!/bin/sh
exec redis-cli ping | grep -q PONG
