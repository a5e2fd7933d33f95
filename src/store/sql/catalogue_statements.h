#pragma once

#include "model/search_terms.h"

// What both SQL stores ask of their table of terms (store/sql/catalogue_query.h). These are
// literals because prepared statements are known by them. `given` makes the tables words (word,
// behind) and facets (term) of the parameters 1 and 2; `p` is what a parameter's number follows.

static_assert(imprint::kNameWeight == 8 && imprint::kApplicationWeight == 4 &&
              imprint::kDescriptionWeight == 1 && imprint::kWholeWord == 2);

// clang-format off

#define IMPRINT_CATALOGUE_OWN(columns, condition)             \
  "(SELECT " columns " FROM template_terms AS t "             \
  "WHERE t.template = candidates.template AND " condition ")"
#define IMPRINT_CATALOGUE_BEGUN "t.term >= words.word AND t.term < words.behind"

// A candidate's score so far and those of all words; null where a word or a facet is missing. The
// facet is not asked for by EXISTS: PostgreSQL would go through all terms of each candidate.
#define IMPRINT_CATALOGUE_SCORE                                                                   \
  "CAST(CASE WHEN NOT EXISTS (SELECT 1 FROM facets "                                              \
                             "WHERE " IMPRINT_CATALOGUE_OWN("t.weight", "t.term = facets.term")   \
                             " IS NULL) "                                                         \
            "AND NOT EXISTS (SELECT 1 FROM words "                                                \
                            "WHERE NOT EXISTS "                                                   \
                            IMPRINT_CATALOGUE_OWN("1", IMPRINT_CATALOGUE_BEGUN) ") "              \
       "THEN candidates.score + (SELECT coalesce(sum(found.best), 0) FROM (SELECT "               \
           IMPRINT_CATALOGUE_OWN("max(t.weight * CASE WHEN t.term = words.word THEN 2 ELSE 1 END)", \
                                 IMPRINT_CATALOGUE_BEGUN)                                         \
           " AS best FROM words) AS found) "                                                      \
       "END AS BIGINT)"

// 3: the facet, 4: from, 5: limit.
#define IMPRINT_CATALOGUE_WALK(given, p)                                                 \
  given ", "                                                                             \
  "candidates (template, score) AS MATERIALIZED ("                                       \
    "SELECT template, 0 FROM template_terms "                                            \
    "WHERE weight = 0 AND term = " p "3 AND template > " p "4 "                          \
    "ORDER BY template LIMIT " p "5) "                                                   \
  "SELECT candidates.template, " IMPRINT_CATALOGUE_SCORE " FROM candidates "             \
  "ORDER BY candidates.template"

// 3: the weight, 4 and 5: from which term to before which.
#define IMPRINT_CATALOGUE_LIST(given, p)                                                 \
  given ", "                                                                             \
  "candidates (template, score) AS MATERIALIZED ("                                       \
    "SELECT DISTINCT template, 0 FROM template_terms "                                   \
    "WHERE weight = " p "3 AND term >= " p "4 AND term < " p "5) "                       \
  "SELECT candidates.template, " IMPRINT_CATALOGUE_SCORE " FROM candidates"

// 3: the word, 4: behind it, 5 and 6: score and id of the hit before, 7: limit.
#define IMPRINT_CATALOGUE_BEST(given, p)                                                 \
  given ", "                                                                             \
  "candidates (template, score) AS MATERIALIZED ("                                       \
    "SELECT template, max(weight * CASE WHEN term = " p "3 THEN 2 ELSE 1 END) "          \
    "FROM template_terms "                                                               \
    "WHERE weight IN (8, 4, 1) AND term >= " p "3 AND term < " p "4 GROUP BY template)," \
  "scored (template, score) AS MATERIALIZED ("                                           \
    "SELECT candidates.template, " IMPRINT_CATALOGUE_SCORE " FROM candidates) "          \
  "SELECT template, score FROM scored "                                                  \
  "WHERE score < " p "5 OR (score = " p "5 AND template > " p "6) "                      \
  "ORDER BY score DESC, template LIMIT " p "7"

#define IMPRINT_CATALOGUE_COUNT(condition, most)                                         \
  "(SELECT count(*) FROM (SELECT 1 FROM template_terms "                                 \
  "WHERE " condition " LIMIT " most ") AS counted)"
#define IMPRINT_CATALOGUE_COUNT_WHOLE(weight, p)                                         \
  IMPRINT_CATALOGUE_COUNT("weight = " weight " AND term = " p "1", p "3")
#define IMPRINT_CATALOGUE_COUNT_BEGUN(weight, p)                                         \
  IMPRINT_CATALOGUE_COUNT("weight = " weight " AND term >= " p "1 AND term < " p "2", p "3")

// In the order of kPlaces. 1: the word, 2: behind it, 3: most.
#define IMPRINT_CATALOGUE_COUNT_WORD(p)                                                  \
  "SELECT "                                                                              \
  IMPRINT_CATALOGUE_COUNT_WHOLE("8", p) ", " IMPRINT_CATALOGUE_COUNT_WHOLE("4", p) ", "  \
  IMPRINT_CATALOGUE_COUNT_BEGUN("8", p) ", " IMPRINT_CATALOGUE_COUNT_BEGUN("4", p) ", "  \
  IMPRINT_CATALOGUE_COUNT_WHOLE("1", p) ", " IMPRINT_CATALOGUE_COUNT_BEGUN("1", p)

// 1: the facet, 2: most.
#define IMPRINT_CATALOGUE_COUNT_FACET(p)                                                 \
  "SELECT " IMPRINT_CATALOGUE_COUNT("weight = 0 AND term = " p "1", p "2")

// clang-format on
