#!/bin/sh
initdb
