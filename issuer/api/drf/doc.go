// Package drf reads requests and writes answers as Django REST framework does,
// so that a dialect written for it can be kept to the letter: JSON, forms and
// multipart, the checks of a character field, the bodies of 400, 405 and 415,
// the answer to OPTIONS. Messages are those of DRF 3.18 on Python 3.11; package
// api/simplejwt holds recorded answers against them.
//
// It knows nothing of users and tokens. Above it are the dialects, below it
// only the standard library.
package drf
