/** What every layer needs: the user's errors, JSON, hashes and safe file replacement. */
package bonsai.base;
