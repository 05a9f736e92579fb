"""The provider's own pages: its front, and the list of people to choose from; the protocol is django-oauth-toolkit's."""

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from oauth2_provider.views import AuthorizationView

from .people import BY_SUB, PEOPLE
from .words import language_of, words_in


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, for who came without a client."""
    return render(request, "city_account/front.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_person(request: HttpRequest) -> HttpResponse:
    """The list of people; whoever is chosen is signed in without a password."""
    following = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}):
        following = "/"
    if request.method == "POST":
        login(request, get_object_or_404(User, username=request.POST.get("person", "")))
        return HttpResponseRedirect(following)
    lang = language_of(request)
    people = [{"sub": one.sub, "face": one.name[0], "low": one.level == "low", **one.told(lang)} for one in PEOPLE]
    return render(request, "city_account/people.html", {"people": people})


class Consent(AuthorizationView):
    """django-oauth-toolkit's question whether the client may know, in our words."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Who is asked, and for what."""
        page, lang = super().get_context_data(**kwargs), language_of(self.request)
        words, person = words_in(lang), BY_SUB[self.request.user.get_username()]
        page["consent_lead"] = words["consent_lead"].format(name=person.told(lang)["name"])
        page["asked"] = [words[f"scope_{scope}"] for scope in page.get("scopes", ()) if scope != "openid"]
        return page
