# SPDX-License-Identifier: Apache-2.0
# A test that fails.
# shellcheck shell=bash
echo "said before the failure"
exit 3
