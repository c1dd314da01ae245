// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/ResourceIndex.h"

/// How ResourceIndex reads single data types. What has an unexpected shape reads as empty. Any thread.
namespace carnet::record {

/// The first string at a path; of a number or boolean its text.
std::string textAt(const json::Value& object, std::string_view path);
/// All strings at a path.
std::vector<std::string> textsAt(const json::Value& object, std::string_view path);

IndexedDate indexedDate(const json::Value& value);
/// A CodeableConcept, a Coding or a code.
IndexedConcept indexedConcept(const json::Value& value);
IndexedQuantity indexedQuantity(const json::Value& value);
/// value[x] of an Observation or component; `prefix` is "value".
IndexedValue indexedValue(const json::Value& holder, std::string_view prefix);
IndexedName indexedName(const json::Value& value);
/// code, value, interpretation and ranges of an Observation or a component.
IndexedObservation indexedObservation(const json::Value& holder);
/// A Dosage as a sentence: its text, else what its parts say.
std::string dosageText(const json::Value& dosage);

} // namespace carnet::record
