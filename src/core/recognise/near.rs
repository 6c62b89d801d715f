//! A status that words announce, whoever wrote them: *the request ended with 504*, `badResponseStatusCode(404)`, *状态码: 502*. Signatures know how programs
//! say it; here a number counts only where none of them does, and where between it and a word for an answer stand words that connect, and nothing else.
//! Or it stands alone in a line of a page that says that something went wrong. Lists are texts with `|` between the words, and everything works on bytes: that
//! keeps it small.

use super::{Hit, table::table, weigh::code_of};
use crate::core::text::{has, line_start};

/// No longer text is looked through: in a long one such words are about something else.
const LONGEST: usize = 20_000;
/// No word for an answer stands farther before its number, in bytes.
const REACH: usize = 60;

/// More numbers than these nobody announces.
const MOST: usize = 40;

/// What a status is called.
const TOPIC: &str = "status|http|response|statuscode|statut|statuskode|httpcode|responsecode|respuesta|fel|hata|feil|hiba|eroare|greška|grešku|virheen|virhettä|hatası|hatayı|fejlen|chybu|chyby|błędu|nothing|\
    meldung|mensaje|mensagem|messaggio|ralat|kesalahan|napaka";
/// Who gives one; counts with a verb between.
const GIVER: &str = "request|requests|server|api|url|webhook|endpoint|site|page|website|app|upload|uploads|download|call|calls|export|login|checkout|proxy|\
    gateway|backend|upstream|registry|service|shop|it|which|portal|browser|screen|form|dashboard|tv|phone|console";
/// Who meets one; counts where the text speaks of a site.
const PERSON: &str = "i|we|they|you|he|she|users|customer|customers";
const VERB: &str = "returned|returns|return|got|gets|get|gave|gives|answered|answers|responded|responds|ended|ends|end|failed|fails|failing|threw|throws|came|comes|\
    replied|replies|rejected|hit|hits|shows|showed|says|said|died|dies|received|errored|displays|displayed|sees|saw|seeing|getting|spits|spat";
/// What may stand between.
const BETWEEN: &str = "is|was|of|a|an|the|code|with|to|as|from|be|value|actual|but|and|by|number|error|message|back|unexpected|only|just|always|still|out|kodu|kod";
/// Words for it in other scripts, which are not parted by spaces.
const ELSEWHERE: &str = "状态|狀態|返回|响应|回應|报错|提示|显示|顯示|出现|ステータス|レスポンス|שגיאה|σφάλμα|خطأ|помилк|грешк|エラー|에러|오류|응답|상태|статус|ответ|код";
/// An error in other scripts, behind its number.
const ERRORS: &str = "错误|錯誤|エラー|오류|에러|ошибк";
/// Names with `status` in them that are no answer's.
const OTHER: &str = "exit|order|payment|child|proc|build|errno|signal|area|zip|postal|promo|discount|country|door|gate|access|dress|bar|qr";
/// What may stand behind the number: what else does is a unit or what was counted.
const BEHIND: &str =
    "from|for|when|while|at|in|with|and|during|because|after|but|is|was|as|to|by|if|then|again|on|every|all|now|even|instead|though|since";
/// What is counted, whatever stands before the number.
const UNIT: &str = "bytes|kb|mb|gb|ms|rows|items|characters|chars|lines|records|times|seconds|users|people|pages|requests|files";
/// What makes the number before it a status by itself.
const NOUN: &str = "status|response|error|statuscode|thing|issue|screen|problem";
/// Words of a failure: in their line, a number alone in brackets is a status.
const FAILURE: &str = "error|denied|permission|failed|unauthorized|forbidden|timeout|exception|unavailable|gateway|wrong|sorry|oops";
/// What a number in brackets right behind it belongs to, also in a line of a failure: a program's process, or what it counts.
const NUMBERED: &str = "process|pid|worker|thread|job|task|line|id|started|listening|completed|passed|exited|requests";
/// The ends of the names of files of source: the number is that of a line.
const FILE: &str = "ts|js|tsx|jsx|mjs|vue|py|rb|php|java|kt|go|rs|cs|cpp|c|h|swift|ex|pl|lua|sql|css|html";
/// The ends of the names of files that are listed with their sizes.
const LISTED: &str = "log|txt|html|htm|php|json|csv|md|gz|zip|xml|yml|yaml|conf|png|jpg|svg";
/// What makes a short text that of a page, or of somebody who can't open one.
const PAGE: &str = "sorry|oops|whoops|went wrong|page you|the page|this page|not found|try again|unavailable|lost|broke|anyone|limit|back soon|maintenance|wartung|\
    be found|exist|страниц|página|pagina|seite|ページ|页面|頁面|페이지";
/// What a person means whose *code* is that of an answer.
const WEB: &str = "site|page|log|account|server|browser|link|url|app |upload|seite|wiki|shop|api";
/// The longest text of a page's own words.
const SHORT: usize = 1_500;

/// Adds the statuses of a short text in which nothing else tells one.
#[inline(never)]
pub fn add(text: &str, hits: &mut Vec<Hit>) {
    let table = table();
    let Some(sign) = table.signs.iter().position(|sign| sign.near) else { return };
    if text.len() > LONGEST || hits.iter().any(|hit| code_of(hit).is_some() || hit.sign().error.is_some()) {
        return;
    }
    let lower = text.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let (mut at, mut left) = (0, MOST);
    while at < bytes.len() && left > 0 {
        let mut end = at;
        while end < bytes.len() && bytes[end].is_ascii_digit() {
            end += 1;
        }
        if end == at + 3 {
            let code = bytes[at..end].iter().fold(0, |sum, b| sum * 10 + u16::from(b - b'0'));
            if code >= 400 && table.has(code) {
                left -= 1;
                if announced(&lower, text, at) {
                    hits.push(Hit { sign: sign as u16, start: at, end, status: Some(code), name: None, ids: Vec::new() });
                }
            }
        }
        at = end + 1;
    }
}

#[inline(never)]
fn among(list: &str, own: &str) -> bool {
    list.split('|').any(|other| other == own)
}

#[inline(never)]
fn holds(text: &str, list: &str) -> bool {
    list.split('|').any(|own| has(text, own))
}

/// A letter or digit; what is not ASCII counts as one.
fn letter(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0x80
}

/// The word that ends at a place.
#[inline(never)]
fn word(text: &str, end: usize) -> &str {
    let mut start = end;
    while start > 0 && (letter(text.as_bytes()[start - 1]) || text.as_bytes()[start - 1] == b'_') {
        start -= 1;
    }
    text.get(start..end).unwrap_or("")
}

/// Whether the number that starts here is said to be a status; the text in small letters and as it is.
#[inline(never)]
fn announced(text: &str, original: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(b'\n');
    let before = |at: usize| at.checked_sub(1).map_or(b'\n', byte);
    let (last, next) = (before(at), byte(at + 3));
    // What it is a part of, a price, a comparison in a program's source.
    let tail = &text[at + 3..];
    // *It is 502ing*, *404s*, *ein 500er*.
    let end = ["ing", "s", "er", "ed"].iter().position(|end| tail.starts_with(end) && !letter(byte(at + 3 + end.len())));
    let longer =
        next.is_ascii_alphanumeric() && end.is_none() || b".,:".contains(&next) && byte(at + 4).is_ascii_digit() || b"%_/".contains(&next);
    let compared =
        last == b'=' && before(at - 1) == b'=' || last == b' ' && at > 2 && before(at - 1) == b'=' && b"=!<>".contains(&before(at - 2));
    if longer || compared || last.is_ascii_alphanumeric() || b".,$#/_+~@".contains(&last) {
        return false;
    }
    if end.is_some_and(|end| end != 1) {
        return holds(text, WEB);
    }
    // What stands behind it.
    let mut start = at + 3;
    while b" -".contains(&byte(start)) {
        start += 1;
    }
    let mut end = start;
    while letter(byte(end)) {
        end += 1;
    }
    let behind = &text[start..end];
    // `404 error.log`: what wc and ls say of a file.
    let extension = text[end..].strip_prefix('.').unwrap_or("");
    if among(LISTED, &extension[..extension.bytes().take_while(|b| letter(*b)).count()]) {
        return false;
    }
    if holds(behind, ERRORS) {
        return true;
    }
    let mut weak = false;
    if next == b' ' && original.as_bytes().get(start).is_some_and(u8::is_ascii_lowercase) {
        if among(NOUN, behind) {
            return true;
        }
        weak = !among(BEHIND, behind);
    }
    if among(UNIT, behind) || table().counted[0].contains(&behind) {
        return false;
    }
    let line = line_start(&text[..at]);
    let lead = text[line..at].trim();
    let alone = tail.trim_start_matches(' ').starts_with(['\r', '\n', '<'])
        || tail.is_empty()
        || tail.starts_with(".\n")
        || tail.starts_with(" - ");
    let opens = lead.is_empty() && (next == b' ' && among(BEHIND, behind) || next == b',');
    if (lead.is_empty() || lead.ends_with(['>', '!'])) && alone || opens {
        return text.len() < SHORT && (holds(text, PAGE) || opens && holds(text, WEB));
    }
    let bracketed = (last, next) == (b'(', b')') && !letter(before(at - 1)) || (last, next) == (b'[', b']');
    if bracketed && holds(&text[line..at], FAILURE) {
        let end = line + text[line..at - 1].trim_end().len();
        let own = word(text, end);
        let start = end - own.len();
        // `Postal code (404)`, but `access denied (403)`.
        let number = among("code|number|status", own) && among(OTHER, word(text, line + text[line..start].trim_end().len()));
        let file = before(start) == b'.' && among(FILE, own);
        return !(among(NUMBERED, own) || among(OTHER, own) || number || file);
    }
    // The words before it in its line, the nearest first.
    let (mut verb, mut with) = (false, None);
    let mut end = at;
    loop {
        while end > line && b" \t:='\"`([{<>-|,*\\".contains(&before(end)) {
            end -= 1;
        }
        let own = word(text, end);
        let start = end - own.len();
        if own.is_empty() || at - end > REACH {
            return false;
        }
        let other = || {
            let mut end = start;
            while before(end) == b' ' {
                end -= 1;
            }
            word(text, end)
        };
        let named = own == "code" && holds(text, WEB);
        if named || among(TOPIC, own) || own.len() > 6 && holds(own, "status|httpcode") && !holds(own, OTHER) {
            // `response.status(404)` is a program's source.
            return !(before(start) == b'.' && last == b'(' || among(OTHER, other()));
        }
        // `GitlabGetError: 404`, `ApiException: (403)`: the class of a failure.
        let class = own.len() > 8 && (own.ends_with("error") || own.ends_with("exception")) && other() != "new";
        if class || holds(own, ELSEWHERE) || verb && !weak && (among(GIVER, own) || among(PERSON, own) && holds(text, WEB)) {
            return true;
        }
        let says = among(VERB, own);
        verb |= says;
        let with = *with.get_or_insert(own == "with");
        if verb && with && !weak {
            return true;
        }
        let number = own.len() == 3 && own.as_bytes()[0].is_ascii_digit();
        if !(says || number || among(BETWEEN, own)) {
            return false;
        }
        end = start;
    }
}
