# SPDX-License-Identifier: Apache-2.0
# A test that ends well, but for a program that crashed meanwhile.
# shellcheck shell=bash
bash -c 'kill -SEGV $$'
exit 0
