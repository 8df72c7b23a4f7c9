/**
 * Function words, folded, by language. They are searched in titles only. The lists are short on purpose: a word that
 * carries meaning in one language and none in another is dropped from queries of several words.
 */
const byLanguage: Record<string, string> = {
  en: `a an and are as at be been but by can did do does for from had has have he her his how i if in into is it its
    me my no not of on or our s she so t than that the their them then there these they this those to up us was we
    were what when where which who why will with you your d ll m re ve`,
  es: `a al algo como con cual cuando de del desde donde e el ella ellas ellos en entre era es esa ese eso esta este
    esto fue ha han hasta hay la las le les lo los mas me mi muy ni no nos o para pero por porque que quien se ser si
    sin sobre son su sus tambien te tu u un una uno unos y ya`,
  fr: `a au aux avec c ce ces cet cette d dans de des du elle elles en est et etait eux il ils j je l la le les leur
    leurs lui m ma mais me mes moi n ne nos notre nous on ont ou par pas pour qu que qui s sa se ses son sont sur t ta
    te tes toi ton tu un une vos votre vous y`,
  ar: `في من على الى عن ان او ام ثم قد لا ما لم لن هو هي هم هذا هذه ذلك تلك التي الذي الذين كان كانت كل بعد قبل بين
    مع منذ اذا حتى و يا انه انها اي كما عند غير لكن به بها فيه فيها له لها منها منه`,
  bn: `এবং ও এই এ একটি একটা কি কী যে যা তা তার তাদের আর বা না নয় হয় হয়ে হয়েছে করা করে করতে থেকে জন্য জন্যে সঙ্গে সাথে মধ্যে
    উপর পর পরে আছে ছিল কিন্তু যদি তবে তাই আমরা আমাদের তিনি তারা কোন কোনো সব`,
  sw: `na ya wa za la kwa ni katika cha vya pa mwa au kama hii hiyo hizo huo hilo ambao ambayo ambalo yake wake zake
    lake vyake pia lakini bila hadi kutoka si sana kila yao wao zao ili`
};

/** The function words of each language, through the same folding as all words. */
export function stopWordsBy(fold: (word: string) => string): Map<string, Set<string>> {
  return new Map(
    Object.entries(byLanguage).map(([language, words]) => [language, new Set(words.trim().split(/\s+/).map(fold))])
  );
}
