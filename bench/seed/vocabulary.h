#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace imprint::bench {

/// Numbers that are the same on every machine for the same seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t Next() { return engine_(); }
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  double Fraction() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  bool Chance(double p) { return Fraction() < p; }

 private:
  std::mt19937_64 engine_;
};

/// Words of which the one at place n (from 0) is drawn about 1 / (n + 1) times as often as the
/// first.
class ZipfWords {
 public:
  explicit ZipfWords(std::vector<std::string> words);
  const std::string& Draw(Dice& dice) const;
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::vector<std::string> words_;
  std::vector<double> up_to_;  // sums of the shares
};

/// What templates are described with.
struct Vocabulary {
  ZipfWords prose;         // small words first, then those of integrations, then rare names
  ZipfWords titles;        // the same without the small words
  ZipfWords applications;  // identifiers
  ZipfWords languages;
};
const Vocabulary& Words();

}  // namespace imprint::bench
