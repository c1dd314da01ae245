// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/AllergyMatch.h"

#include "ledger/record/TextFolding.h"

#include <algorithm>
#include <array>
#include <vector>

namespace carnet::record {

namespace {

/// A class of medicines of which one may be dangerous to who is allergic to another. Words are folded; a plural counts as the word.
struct SubstanceClass {
    std::string_view name;
    std::string_view words;
};

constexpr std::array kClasses{
    SubstanceClass{
        "penicillins",
        "penicillin penicillins penicilin amoxicillin amoxycillin amoxyclav amoxiclav augmentin ampicillin cloxacillin dicloxacillin "
        "flucloxacillin oxacillin nafcillin piperacillin tazobactam ticarcillin benzylpenicillin phenoxymethylpenicillin pencillin"},
    SubstanceClass{
        "cephalosporins",
        "cephalosporin cefalosporin cefalexin cephalexin cefadroxil cefazolin cefuroxime cefaclor cefixime cefpodoxime "
        "ceftriaxone cefotaxime ceftazidime cefepime cefoperazone cefdinir"},
    SubstanceClass{
        "sulfonamides",
        "sulfa sulpha sulfonamide sulphonamide sulfamethoxazole sulphamethoxazole cotrimoxazole trimoxazole septran bactrim sulfadiazine "
        "sulfasalazine sulfadoxine"},
    SubstanceClass{
        "aspirin and other NSAIDs",
        "aspirin acetylsalicylic nsaid nsaids ibuprofen diclofenac naproxen ketorolac indomethacin indometacin mefenamic piroxicam "
        "meloxicam aceclofenac etoricoxib celecoxib nimesulide ketoprofen lornoxicam flurbiprofen"},
    SubstanceClass{"macrolides", "macrolide erythromycin azithromycin clarithromycin roxithromycin"},
    SubstanceClass{
        "quinolones",
        "quinolone fluoroquinolone ciprofloxacin levofloxacin ofloxacin norfloxacin moxifloxacin gatifloxacin"},
    SubstanceClass{"tetracyclines", "tetracycline doxycycline minocycline"},
    SubstanceClass{
        "aminoglycosides",
        "aminoglycoside gentamicin gentamycin amikacin tobramycin streptomycin neomycin kanamycin"},
    SubstanceClass{"opioids", "opioid opiate morphine codeine tramadol pethidine fentanyl tapentadol"},
    SubstanceClass{"ACE inhibitors", "enalapril lisinopril ramipril captopril perindopril"},
    SubstanceClass{"statins", "statin atorvastatin rosuvastatin simvastatin pravastatin"},
    SubstanceClass{"paracetamol", "paracetamol acetaminophen"},
    SubstanceClass{
        "local anaesthetics",
        "lidocaine lignocaine bupivacaine ropivacaine procaine benzocaine prilocaine anaesthetic anesthetic"},
    SubstanceClass{"iodine", "iodine iodide povidone amiodarone iohexol iopamidol"},
    SubstanceClass{"antiepileptics",
                   "phenytoin fosphenytoin carbamazepine oxcarbazepine phenobarbital phenobarbitone"},
};

/// Words that stand in names of allergies and medicines and say nothing about the substance.
constexpr std::string_view kPlainWords =
    " allergy allergic allergies reaction intolerance drug drugs medicine medication medicines substance tablet tablets capsule capsules "
    "injection syrup oral suspension solution cream ointment drops daily twice once thrice mg ml mcg units unit high low severe mild "
    "moderate anaphylaxis rash product preparation containing hydrochloride sodium potassium acid hour extended release delayed acting "
    "with from after food acute and ";

bool isPlain(const std::string& word)
{
    return word.size() < 4 || word.find_first_of("0123456789") != std::string::npos
        || kPlainWords.find(' ' + word + ' ') != std::string_view::npos;
}

std::vector<std::string> substanceWords(std::string_view text)
{
    std::vector<std::string> words = foldedWords(foldText(text));
    words.erase(std::remove_if(words.begin(), words.end(), isPlain), words.end());
    return words;
}

bool belongsTo(const SubstanceClass& substances, const std::vector<std::string>& words)
{
    const std::vector<std::string> members = foldedWords(substances.words);
    return std::any_of(words.begin(), words.end(), [&members](const std::string& word) {
        return std::any_of(members.begin(), members.end(), [&word](const std::string& member) {
            return word == member || word == member + 's';
        });
    });
}

} // namespace

std::string sharedSubstance(std::string_view allergy, std::string_view medicine)
{
    const std::vector<std::string> allergens = substanceWords(allergy);
    const std::vector<std::string> substances = substanceWords(medicine);
    for (const SubstanceClass& one : kClasses) {
        if (belongsTo(one, allergens) && belongsTo(one, substances)) {
            return std::string(one.name);
        }
    }
    for (const std::string& word : substances) {
        if (std::find(allergens.begin(), allergens.end(), word) != allergens.end()) {
            return word;
        }
    }
    return {};
}

} // namespace carnet::record
