// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/demo/DemoNames.h"

namespace carnet::record::demo {

namespace {

constexpr DemoName kKnMen[] = {{"Ramesh", "ರಮೇಶ್"}, {"Manjunath", "ಮಂಜುನಾಥ್"}, {"Basavaraj", "ಬಸವರಾಜ್"},
                               {"Girish", "ಗಿರೀಶ್"}, {"Nagaraj", "ನಾಗರಾಜ್"},    {"Shivakumar", "ಶಿವಕುಮಾರ್"},
                               {"Kiran", "ಕಿರಣ್"},   {"Prakash", "ಪ್ರಕಾಶ್"}};
constexpr DemoName kKnWomen[] = {{"Lakshmi", "ಲಕ್ಷ್ಮಿ"}, {"Savitha", "ಸವಿತಾ"}, {"Geetha", "ಗೀತಾ"},
                                 {"Shobha", "ಶೋಭಾ"},  {"Roopa", "ರೂಪಾ"},   {"Kavya", "ಕಾವ್ಯ"},
                                 {"Sumana", "ಸುಮನಾ"}, {"Bhagya", "ಭಾಗ್ಯ"}};
constexpr DemoName kKnFamilies[] = {{"Gowda", "ಗೌಡ"},    {"Shetty", "ಶೆಟ್ಟಿ"}, {"Hegde", "ಹೆಗಡೆ"},
                                    {"Patil", "ಪಾಟೀಲ್"}, {"Rao", "ರಾವ್"},    {"Bhat", "ಭಟ್"}};
constexpr DemoTown kKnTowns[] = {
    {"Mysuru", "IN-KA", 570001}, {"Hassan", "IN-KA", 573201}, {"Hubballi", "IN-KA", 580020}};

constexpr DemoName kTaMen[] = {{"Murugan", "முருகன்"}, {"Senthil", "செந்தில்"}, {"Karthik", "கார்த்திக்"},
                               {"Selvam", "செல்வம்"},   {"Arun", "அருண்"},      {"Balaji", "பாலாஜி"},
                               {"Ravi", "ரவி"},       {"Kumaran", "குமரன்"}};
constexpr DemoName kTaWomen[] = {{"Meena", "மீனா"},    {"Kavitha", "கவிதா"}, {"Selvi", "செல்வி"},
                                 {"Priya", "பிரியா"}, {"Lalitha", "லலிதா"}, {"Revathi", "ரேவதி"},
                                 {"Malar", "மலர்"},    {"Uma", "உமா"}};
constexpr DemoName kTaFamilies[] = {{"Subramanian", "சுப்ரமணியன்"}, {"Natarajan", "நடராஜன்"},
                                    {"Rajendran", "ராஜேந்திரன்"},   {"Palani", "பழனி"},
                                    {"Govindan", "கோவிந்தன்"},      {"Arumugam", "ஆறுமுகம்"}};
constexpr DemoTown kTaTowns[] = {
    {"Madurai", "IN-TN", 625001}, {"Salem", "IN-TN", 636001}, {"Thanjavur", "IN-TN", 613001}};

constexpr DemoName kTeMen[] = {{"Srinivas", "శ్రీనివాస్"}, {"Venkatesh", "వెంకటేష్"}, {"Ramana", "రమణ"},
                               {"Krishna", "కృష్ణ"},   {"Suresh", "సురేష్"},     {"Prasad", "ప్రసాద్"},
                               {"Naresh", "నరేష్"},     {"Anil", "అనిల్"}};
constexpr DemoName kTeWomen[] = {{"Lakshmi", "లక్ష్మి"}, {"Padma", "పద్మ"},  {"Sujatha", "సుజాత"},
                                 {"Swathi", "స్వాతి"},   {"Anitha", "అనిత"}, {"Sravani", "శ్రావణి"},
                                 {"Rani", "రాణి"},      {"Jyothi", "జ్యోతి"}};
constexpr DemoName kTeFamilies[] = {{"Reddy", "రెడ్డి"}, {"Naidu", "నాయుడు"}, {"Chowdary", "చౌదరి"},
                                    {"Varma", "వర్మ"}, {"Sastry", "శాస్త్రి"}, {"Babu", "బాబు"}};
constexpr DemoTown kTeTowns[] = {
    {"Guntur", "IN-AP", 522001}, {"Warangal", "IN-TS", 506001}, {"Nellore", "IN-AP", 524001}};

constexpr DemoName kMlMen[] = {{"Biju", "ബിജു"},    {"Anil", "അനിൽ"},   {"Rajeev", "രാജീവ്"},
                               {"Suresh", "സുരേഷ്"}, {"Jomon", "ജോമോൻ"}, {"Vinod", "വിനോദ്"},
                               {"Ashraf", "അഷ്റഫ്"}, {"Hari", "ഹരി"}};
constexpr DemoName kMlWomen[] = {{"Sheela", "ഷീല"}, {"Bindu", "ബിന്ദു"},   {"Latha", "ലത"},
                                 {"Mini", "മിനി"},  {"Sreeja", "ശ്രീജ"},  {"Anju", "അഞ്ജു"},
                                 {"Remya", "രമ്യ"},  {"Ammini", "അമ്മിണി"}};
constexpr DemoName kMlFamilies[] = {{"Nair", "നായർ"},   {"Menon", "മേനോൻ"}, {"Pillai", "പിള്ള"},
                                    {"Thomas", "തോമസ്"}, {"Kurian", "കുര്യൻ"}, {"Panicker", "പണിക്കർ"}};
constexpr DemoTown kMlTowns[] = {
    {"Thrissur", "IN-KL", 680001}, {"Kottayam", "IN-KL", 686001}, {"Kozhikode", "IN-KL", 673001}};

constexpr DemoName kHiMen[] = {{"Rajesh", "राजेश"},        {"Amit", "अमित"},   {"Sunil", "सुनील"},
                               {"Mahesh", "महेश"},         {"Dinesh", "दिनेश"}, {"Vikas", "विकास"},
                               {"Ramprasad", "रामप्रसाद"}, {"Manoj", "मनोज"}};
constexpr DemoName kHiWomen[] = {{"Asha", "आशा"},     {"Sunita", "सुनीता"},   {"Rekha", "रेखा"},
                                 {"Pooja", "पूजा"},    {"Kamla", "कमला"},     {"Neha", "नेहा"},
                                 {"Sarita", "सरिता"}, {"Phoolmati", "फूलमती"}};
constexpr DemoName kHiFamilies[] = {{"Sharma", "शर्मा"},  {"Verma", "वर्मा"}, {"Yadav", "यादव"},
                                    {"Mishra", "मिश्रा"}, {"Gupta", "गुप्ता"}, {"Kumar", "कुमार"}};
constexpr DemoTown kHiTowns[] = {{"Varanasi", "IN-UP", 221001}, {"Patna", "IN-BR", 800001},
                                 {"Jaipur", "IN-RJ", 302001},   {"Bhopal", "IN-MP", 462001},
                                 {"Raipur", "IN-CG", 492001},   {"Dehradun", "IN-UK", 248001}};

constexpr DemoName kMrMen[] = {{"Sachin", "सचिन"},    {"Nitin", "नितीन"}, {"Ganesh", "गणेश"},
                               {"Prashant", "प्रशांत"}, {"Vijay", "विजय"},  {"Sanjay", "संजय"},
                               {"Tukaram", "तुकाराम"}, {"Omkar", "ओंकार"}};
constexpr DemoName kMrWomen[] = {{"Vaishali", "वैशाली"}, {"Manisha", "मनीषा"}, {"Sangita", "संगीता"},
                                 {"Ashwini", "अश्विनी"}, {"Snehal", "स्नेहल"},   {"Shubhangi", "शुभांगी"},
                                 {"Kusum", "कुसुम"},      {"Rutuja", "ऋतुजा"}};
constexpr DemoName kMrFamilies[] = {{"Patil", "पाटील"},     {"Jadhav", "जाधव"}, {"Deshmukh", "देशमुख"},
                                    {"Kulkarni", "कुलकर्णी"}, {"Pawar", "पवार"},  {"Shinde", "शिंदे"}};
constexpr DemoTown kMrTowns[] = {
    {"Pune", "IN-MH", 411001}, {"Nashik", "IN-MH", 422001}, {"Satara", "IN-MH", 415001}};

constexpr DemoName kGuMen[] = {{"Jignesh", "જીગ્નેશ"}, {"Bharat", "ભરત"},  {"Hitesh", "હિતેશ"},
                               {"Nilesh", "નિલેશ"},   {"Kirit", "કિરીટ"}, {"Dhaval", "ધવલ"}};
constexpr DemoName kGuWomen[] = {{"Hansa", "હંસા"}, {"Bhavna", "ભાવના"}, {"Jyotsna", "જ્યોત્સ્ના"},
                                 {"Hetal", "હેતલ"}, {"Daksha", "દક્ષા"},  {"Kinjal", "કિંજલ"}};
constexpr DemoName kGuFamilies[] = {{"Patel", "પટેલ"},  {"Shah", "શાહ"},      {"Mehta", "મહેતા"},
                                    {"Desai", "દેસાઈ"}, {"Solanki", "સોલંકી"}, {"Joshi", "જોશી"}};
constexpr DemoTown kGuTowns[] = {{"Surat", "IN-GJ", 395001}, {"Rajkot", "IN-GJ", 360001}};

constexpr DemoName kBnMen[] = {{"Subhash", "সুভাষ"}, {"Arup", "অরূপ"},         {"Tapan", "তপন"},
                               {"Sourav", "সৌরভ"},  {"Debashis", "দেবাশিস"}, {"Abdul", "আব্দুল"}};
constexpr DemoName kBnWomen[] = {{"Mita", "মিতা"},    {"Ruma", "রুমা"},      {"Sharmila", "শর্মিলা"},
                                 {"Ayesha", "আয়েশা"}, {"Mousumi", "মৌসুমী"}, {"Dipali", "দীপালি"}};
constexpr DemoName kBnFamilies[] = {{"Das", "দাস"},     {"Ghosh", "ঘোষ"},    {"Mukherjee", "মুখার্জী"},
                                    {"Mondal", "মণ্ডল"}, {"Sarkar", "সরকার"}, {"Roy", "রায়"}};
constexpr DemoTown kBnTowns[] = {{"Howrah", "IN-WB", 711101}, {"Siliguri", "IN-WB", 734001}};

constexpr DemoName kPaMen[] = {{"Gurpreet", "ਗੁਰਪ੍ਰੀਤ"},  {"Harjit", "ਹਰਜੀਤ"}, {"Manpreet", "ਮਨਪ੍ਰੀਤ"},
                               {"Balwinder", "ਬਲਵਿੰਦਰ"}, {"Sukhdev", "ਸੁਖਦੇਵ"}, {"Jaspal", "ਜਸਪਾਲ"}};
constexpr DemoName kPaWomen[] = {{"Harpreet", "ਹਰਪ੍ਰੀਤ"},  {"Simran", "ਸਿਮਰਨ"}, {"Jasleen", "ਜਸਲੀਨ"},
                                 {"Parminder", "ਪਰਮਿੰਦਰ"}, {"Kulwant", "ਕੁਲਵੰਤ"}, {"Rajni", "ਰਜਨੀ"}};
constexpr DemoName kPaFamilies[] = {
    {"Singh", "ਸਿੰਘ"}, {"Gill", "ਗਿੱਲ"}, {"Sandhu", "ਸੰਧੂ"}, {"Dhillon", "ਢਿੱਲੋਂ"}, {"Sidhu", "ਸਿੱਧੂ"}};
constexpr DemoName kPaFamiliesOfWomen[] = {
    {"Kaur", "ਕੌਰ"}, {"Gill", "ਗਿੱਲ"}, {"Sandhu", "ਸੰਧੂ"}, {"Dhillon", "ਢਿੱਲੋਂ"}, {"Sidhu", "ਸਿੱਧੂ"}};
constexpr DemoTown kPaTowns[] = {{"Ludhiana", "IN-PB", 141001}, {"Amritsar", "IN-PB", 143001}};

constexpr DemoName kOrMen[] = {{"Bijay", "ବିଜୟ"},     {"Pradeep", "ପ୍ରଦୀପ"}, {"Ranjan", "ରଞ୍ଜନ"},
                               {"Santosh", "ସନ୍ତୋଷ"}, {"Gopal", "ଗୋପାଳ"},   {"Manas", "ମାନସ"}};
constexpr DemoName kOrWomen[] = {{"Sasmita", "ସସ୍ମିତା"}, {"Mamata", "ମମତା"},    {"Puspa", "ପୁଷ୍ପ"},
                                 {"Rashmi", "ରଶ୍ମି"},    {"Subhadra", "ସୁଭଦ୍ରା"}, {"Kuni", "କୁନି"}};
constexpr DemoName kOrFamilies[] = {{"Mohanty", "ମହାନ୍ତି"}, {"Sahoo", "ସାହୁ"},     {"Behera", "ବେହେରା"},
                                    {"Nayak", "ନାୟକ"},    {"Pradhan", "ପ୍ରଧାନ"}, {"Jena", "ଜେନା"}};
constexpr DemoTown kOrTowns[] = {{"Cuttack", "IN-OD", 753001}, {"Puri", "IN-OD", 752001}};

constexpr DemoName kUrMen[] = {{"Mohammed", "محمد"}, {"Imran", "عمران"}, {"Salim", "سلیم"},
                               {"Yusuf", "یوسف"},    {"Tariq", "طارق"},  {"Rahim", "رحیم"}};
constexpr DemoName kUrWomen[] = {{"Fatima", "فاطمہ"},  {"Ayesha", "عائشہ"}, {"Nasreen", "نسرین"},
                                 {"Shabana", "شبانہ"}, {"Zainab", "زینب"},  {"Rukhsana", "رخسانہ"}};
constexpr DemoName kUrFamilies[] = {{"Khan", "خان"},      {"Ahmed", "احمد"},     {"Sheikh", "شیخ"},
                                    {"Ansari", "انصاری"}, {"Siddiqui", "صدیقی"}, {"Mirza", "مرزا"}};
constexpr DemoTown kUrTowns[] = {
    {"Hyderabad", "IN-TS", 500001}, {"Srinagar", "IN-JK", 190001}, {"Lucknow", "IN-UP", 226001}};

constexpr DemoName kAsMen[] = {
    {"Bhaskar", "ভাস্কৰ"}, {"Jitu", "জিতু"}, {"Pranab", "প্ৰণৱ"}, {"Hemanta", "হেমন্ত"}};
constexpr DemoName kAsWomen[] = {
    {"Rupali", "ৰূপালী"}, {"Junmoni", "জোনমণি"}, {"Anjali", "অঞ্জলি"}, {"Dipa", "দীপা"}};
constexpr DemoName kAsFamilies[] = {
    {"Bora", "বৰা"}, {"Gogoi", "গগৈ"}, {"Saikia", "শইকীয়া"}, {"Kalita", "কলিতা"}};
constexpr DemoTown kAsTowns[] = {{"Guwahati", "IN-AS", 781001}, {"Jorhat", "IN-AS", 785001}};

constexpr DemoName kKhaMen[] = {{"Banri", ""}, {"Kyrmen", ""}, {"Pynshai", ""}, {"Wanbor", ""}};
constexpr DemoName kKhaWomen[] = {{"Ibanri", ""}, {"Daphi", ""}, {"Larisa", ""}, {"Ridahun", ""}};
constexpr DemoName kKhaFamilies[] = {
    {"Lyngdoh", ""}, {"Kharkongor", ""}, {"Nongrum", ""}, {"Marbaniang", ""}};
constexpr DemoTown kKhaTowns[] = {{"Shillong", "IN-ML", 793001}};

constexpr DemoName kKokMen[] = {{"Agnelo", ""},    {"Savio", ""},  {"Joseph", ""},
                                {"Francisco", ""}, {"Deepak", ""}, {"Anthony", ""}};
constexpr DemoName kKokWomen[] = {{"Maria", ""},     {"Sharon", ""},  {"Anita", ""},
                                  {"Conceição", ""}, {"Lourdes", ""}, {"Shanti", ""}};
constexpr DemoName kKokFamilies[] = {{"D'Souza", ""}, {"Fernandes", ""}, {"Rodrigues", ""},
                                     {"Naik", ""},    {"Pereira", ""},   {"Gaonkar", ""}};
constexpr DemoTown kKokTowns[] = {{"Panaji", "IN-GA", 403001}, {"Margao", "IN-GA", 403601}};

constexpr DemoName kBoMen[] = {
    {"Tenzin", "བསྟན་འཛིན"}, {"Dorje", "རྡོ་རྗེ"}, {"Karma", "ཀརྨ"}, {"Sonam", "བསོད་ནམས"}};
constexpr DemoName kBoWomen[] = {
    {"Pema", "པདྨ"}, {"Dolma", "སྒྲོལ་མ"}, {"Lhamo", "ལྷ་མོ"}, {"Yangchen", "དབྱངས་ཅན"}};
constexpr DemoName kBoFamilies[] = {
    {"Wangchuk", "དབང་ཕྱུག"}, {"Norbu", "ནོར་བུ"}, {"Tsering", "ཚེ་རིང"}, {"Phuntsok", "ཕུན་ཚོགས"}};
constexpr DemoTown kBoTowns[] = {{"Dharamshala", "IN-HP", 176215}, {"Leh", "IN-LA", 194101}};

constexpr DemoName kZhMen[] = {{"Wei", "伟"}, {"Jianguo", "建国"}, {"Ming", "明"}, {"Haoran", "浩然"}};
constexpr DemoName kZhWomen[] = {{"Na", "娜"}, {"Xiuying", "秀英"}, {"Fang", "芳"}, {"Yuting", "雨婷"}};
constexpr DemoName kZhFamilies[] = {{"Wang", "王"}, {"Li", "李"}, {"Chen", "陈"}, {"Liang", "梁"}};
constexpr DemoTown kZhTowns[] = {{"Kolkata", "IN-WB", 700046}};

constexpr DemoName kRuMen[] = {
    {"Ivan", "Иван"}, {"Sergei", "Сергей"}, {"Dmitri", "Дмитрий"}, {"Alexei", "Алексей"}};
constexpr DemoName kRuWomen[] = {
    {"Olga", "Ольга"}, {"Natalia", "Наталья"}, {"Yelena", "Елена"}, {"Irina", "Ирина"}};
constexpr DemoName kRuFamilies[] = {
    {"Petrov", "Петров"}, {"Sokolov", "Соколов"}, {"Kuznetsov", "Кузнецов"}, {"Orlov", "Орлов"}};
constexpr DemoName kRuFamiliesOfWomen[] = {
    {"Petrova", "Петрова"}, {"Sokolova", "Соколова"}, {"Kuznetsova", "Кузнецова"}, {"Orlova", "Орлова"}};
constexpr DemoTown kRuTowns[] = {{"Morjim", "IN-GA", 403512}};

constexpr DemoName kFrMen[] = {{"Jean-Luc", ""}, {"Étienne", ""}, {"François", ""}, {"Noël", ""}};
constexpr DemoName kFrWomen[] = {{"Hélène", ""}, {"Geneviève", ""}, {"Chloé", ""}, {"Inès", ""}};
constexpr DemoName kFrFamilies[] = {{"Lefèvre", ""}, {"Béranger", ""}, {"Duprès", ""}, {"Thévenet", ""}};
constexpr DemoTown kFrTowns[] = {{"Puducherry", "IN-PY", 605001}};

constexpr DemoName kNeMen[] = {{"Bishnu", "विष्णु"}, {"Prem", "प्रेम"}, {"Tek", "टेक"}, {"Dil", "दिल"}};
constexpr DemoName kNeWomen[] = {{"Maya", "माया"}, {"Sita", "सीता"}, {"Gita", "गीता"}, {"Devi", "देवी"}};
constexpr DemoName kNeFamilies[] = {
    {"Thapa", "थापा"}, {"Gurung", "गुरुङ"}, {"Rai", "राई"}, {"Tamang", "तामाङ"}};
constexpr DemoTown kNeTowns[] = {{"Gangtok", "IN-SK", 737101}, {"Darjeeling", "IN-WB", 734101}};
constexpr DemoCulture kCultures[] = {
    {"kn", 10, NameOrder::GivenFamily, kKnMen, kKnWomen, kKnFamilies, {}, kKnTowns},
    {"ta", 10, NameOrder::InitialGiven, kTaMen, kTaWomen, kTaFamilies, {}, kTaTowns},
    {"te", 9, NameOrder::GivenFamily, kTeMen, kTeWomen, kTeFamilies, {}, kTeTowns},
    {"ml", 7, NameOrder::GivenFamily, kMlMen, kMlWomen, kMlFamilies, {}, kMlTowns},
    {"hi", 18, NameOrder::GivenFamily, kHiMen, kHiWomen, kHiFamilies, {}, kHiTowns},
    {"mr", 9, NameOrder::GivenFamily, kMrMen, kMrWomen, kMrFamilies, {}, kMrTowns},
    {"gu", 6, NameOrder::GivenFamily, kGuMen, kGuWomen, kGuFamilies, {}, kGuTowns},
    {"bn", 8, NameOrder::GivenFamily, kBnMen, kBnWomen, kBnFamilies, {}, kBnTowns},
    {"pa", 5, NameOrder::GivenFamily, kPaMen, kPaWomen, kPaFamilies, kPaFamiliesOfWomen, kPaTowns},
    {"or", 5, NameOrder::GivenFamily, kOrMen, kOrWomen, kOrFamilies, {}, kOrTowns},
    {"ur", 7, NameOrder::GivenFamily, kUrMen, kUrWomen, kUrFamilies, {}, kUrTowns},
    {"as", 3, NameOrder::GivenFamily, kAsMen, kAsWomen, kAsFamilies, {}, kAsTowns},
    {"kha", 2, NameOrder::GivenFamily, kKhaMen, kKhaWomen, kKhaFamilies, {}, kKhaTowns},
    {"kok", 3, NameOrder::GivenFamily, kKokMen, kKokWomen, kKokFamilies, {}, kKokTowns},
    {"bo", 1, NameOrder::GivenFamily, kBoMen, kBoWomen, kBoFamilies, {}, kBoTowns},
    {"zh", 1, NameOrder::FamilyGiven, kZhMen, kZhWomen, kZhFamilies, {}, kZhTowns},
    {"ru", 1, NameOrder::GivenFamily, kRuMen, kRuWomen, kRuFamilies, kRuFamiliesOfWomen, kRuTowns},
    {"fr", 1, NameOrder::GivenFamily, kFrMen, kFrWomen, kFrFamilies, {}, kFrTowns},
    {"ne", 2, NameOrder::GivenFamily, kNeMen, kNeWomen, kNeFamilies, {}, kNeTowns},
};

} // namespace

std::span<const DemoCulture> cultures()
{
    return kCultures;
}

} // namespace carnet::record::demo
